/// Opens an input, finds out its format, and fills buffers with UTF-8.
struct BlockReader {
  private var source: any ByteSource
  private let blockSize: Int
  private var sample: [UInt8]
  private var sampleOffset = 0
  private var transcoder: Transcoder
  private var raw: [UInt8] = []
  /// Where the text is not quoted as the scanner wants it, and what it takes in at a time.
  private var requoter: Requoter?
  private var text: [UInt8] = []
  /// Reads in place of this one.
  private var ahead: BlocksAhead?
  /// Nothing is left to read.
  private(set) var isAtEnd = false
  /// nil for an empty file.
  let format: ScanFormat?
  /// Stored bytes of the byte order marks.
  let markLength: Int

  init(input: ScanInput, options: ScanOptions) throws(ScanFailure) {
    source = try input.open()
    blockSize = max(options.blockSize, 1)
    sample = try Self.readSample(&source)
    let isWhole = sample.count < FormatDetection.sampleSize
    guard !sample.isEmpty else {
      format = nil
      markLength = 0
      transcoder = Transcoder(.utf8)
      isAtEnd = true
      return
    }
    if let kind = ContentSignature.binary(of: sample) { throw .notDelimitedText(kind) }
    let detected = try FormatDetection(options: options, sample: sample, isWhole: isWhole).detect()
    format = detected.format
    markLength = detected.markLength
    sampleOffset = detected.markLength
    transcoder = Transcoder(detected.format.encoding)
    let isRequoted = detected.format.quotes != .doubled
    if isRequoted || detected.format.encoding != .utf8 {
      raw = [UInt8](repeating: 0, count: blockSize)
    }
    if isRequoted {
      requoter = Requoter(detected.format.quotes, delimiter: detected.format.delimiter)
      text = [UInt8](repeating: 0, count: Transcoder.capacity(for: blockSize))
    }
  }

  var storedByteCount: Int { source.storedByteCount }

  /// Capacity of a buffer that takes a block and the rest of the one before.
  var batchCapacity: Int { 2 * blockCapacity + 16 }

  /// The file for a scan in chunks; nil when only reading from front to back will do.
  func chunkFile(_ options: ScanOptions) throws(ScanFailure) -> ChunkFile? {
    guard let file = source as? FileSource, let format, format.canBeCut else {
      return nil
    }
    var start = markLength
    if format.hasSeparatorLine {
      let line = try file.start(markLength + SeparatorLine.longest).dropFirst(markLength)
      start += line.count - SeparatorLine.rest(of: line).count
    }
    return ChunkFile(
      source: file, format: format, options: options, start: start,
      linesBefore: format.hasSeparatorLine ? 1 : 0)
  }

  func checkUnchanged() throws(ScanFailure) { try source.checkUnchanged() }

  /// Has another thread read from now on, if the system gives one.
  mutating func readAhead() {
    guard !isAtEnd else { return }
    let blocks = BlocksAhead(self)
    guard blocks.isRunning else { return }
    ahead = blocks
    // The other has it now.
    sample = []
  }

  /// Appends at least one block to the storage, growing it when a record fills it.
  ///
  /// While one record fills the buffer, as much again is read each time, so that finding its end
  /// takes time linear in its length.
  mutating func fill(_ storage: BatchStorage) throws(ScanFailure) {
    let goal = max(blockSize, min(storage.filled, BatchStorage.longestStep))
    var read = 0
    while read < goal && !isAtEnd {
      if storage.filled + blockCapacity > storage.capacity {
        storage.grow(to: storage.filled + max(blockCapacity, goal + goal / 2))
      }
      let target = unsafe storage.bytes + storage.filled
      var extent = Extent(filled: 0, stored: 0, isLast: true)
      if let ahead {
        try ahead.next { block in
          unsafe block.copy(to: target)
          extent = block.extent
        }
      } else {
        extent = try unsafe readBlock(to: target)
      }
      storage.filled += extent.filled
      read += extent.stored
      if extent.isLast { isAtEnd = true }
    }
  }

  /// What one block came to.
  struct Extent: Sendable {
    /// Bytes of UTF-8.
    var filled: Int
    /// Bytes of the file.
    var stored: Int
    /// Nothing is left to read.
    var isLast: Bool
  }

  /// Room that a block needs as UTF-8.
  var blockCapacity: Int {
    if raw.isEmpty { return blockSize }
    return text.isEmpty
      ? Transcoder.capacity(for: blockSize) : Requoter.capacity(for: text.count)
  }

  /// Reads the next block to where there is room for it.
  mutating func readBlock(
    to output: UnsafeMutablePointer<UInt8>
  ) throws(ScanFailure) -> Extent {
    if raw.isEmpty {
      let target = unsafe UnsafeMutableRawBufferPointer(start: output, count: blockSize)
      let count = try unsafe readStored(into: target)
      return Extent(filled: count, stored: count, isLast: count == 0)
    }
    var count = 0
    var failure: ScanFailure?
    var block: [UInt8] = []
    swap(&block, &raw)
    defer { swap(&block, &raw) }
    unsafe block.withUnsafeMutableBytes { buffer in
      do throws(ScanFailure) {
        count = try unsafe readStored(into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    if count == 0, transcoder.isWithinUnit { throw .cutInCharacter(transcoder.encoding) }
    var filled = 0
    if var requoter {
      var text: [UInt8] = []
      swap(&text, &self.text)
      unsafe text.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let length = unsafe convert(block, count, to: base)
        filled = unsafe requoter.convert(
          UnsafeBufferPointer(start: base, count: length), to: output)
      }
      if count == 0 { unsafe filled += requoter.finish(to: output + filled) }
      swap(&text, &self.text)
      self.requoter = requoter
    } else {
      filled = unsafe convert(block, count, to: output)
    }
    return Extent(filled: filled, stored: count, isLast: count == 0)
  }

  /// Writes the first bytes of a block as UTF-8; of none, what the end of the file leaves open.
  private mutating func convert(
    _ block: [UInt8], _ count: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard count > 0 else { return unsafe transcoder.finish(to: output) }
    return unsafe block.withUnsafeBufferPointer {
      unsafe transcoder.convert(UnsafeBufferPointer(rebasing: $0[..<count]), to: output)
    }
  }

  private mutating func readStored(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ScanFailure) -> Int {
    guard sampleOffset < sample.count else {
      sample = []
      return try unsafe source.read(into: buffer)
    }
    let count = min(buffer.count, sample.count - sampleOffset)
    unsafe buffer.copyBytes(from: sample[sampleOffset..<(sampleOffset + count)])
    sampleOffset += count
    return count
  }

  private static func readSample(_ source: inout any ByteSource) throws(ScanFailure) -> [UInt8] {
    // One byte more than a small file has, so that its end is seen.
    let size = (source as? FileSource)?.storedByteCount ?? FormatDetection.sampleSize
    var failure: ScanFailure?
    let sample = unsafe [UInt8](
      unsafeUninitializedCapacity: min(size + 1, FormatDetection.sampleSize)
    ) { buffer, filled in
      do throws(ScanFailure) {
        while filled < buffer.count {
          let count = try unsafe source.read(
            into: UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: buffer[filled...])))
          if count == 0 { break }
          filled += count
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return sample
  }
}
