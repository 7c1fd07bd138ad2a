/// The blocks of a file that is unpacked or turned into UTF-8 on the way, made by one thread while
/// another looks at those before.
///
/// They are the same, in the same order, as without it, and so are the faults.
@safe
final class BlocksAhead: @unchecked Sendable {
  /// One block, whose memory is used again and again.
  @safe
  final class Block {
    fileprivate let bytes: UnsafeMutablePointer<UInt8>
    /// Bytes of UTF-8, and of the file that they came from.
    fileprivate(set) var extent = BlockReader.Extent(filled: 0, stored: 0, isLast: false)

    fileprivate init(capacity: Int) { unsafe bytes = .allocate(capacity: capacity) }

    deinit { unsafe bytes.deallocate() }

    /// Copies the bytes to a place with room for them.
    func copy(to target: UnsafeMutablePointer<UInt8>) {
      unsafe target.update(from: bytes, count: extent.filled)
    }
  }

  /// What both threads know; only inside `monitor`, but for the reader.
  private final class State: @unchecked Sendable {
    let monitor = Monitor()
    var reader: BlockReader
    var ready: [Block] = []
    var free: [Block]
    var failure: ScanFailure?
    var isDone = false

    init(_ reader: BlockReader) {
      self.reader = reader
      free = (0..<BlocksAhead.blockCount).map { _ in Block(capacity: reader.blockCapacity) }
    }

    /// Reads until the end, a fault, or somebody says that it is enough.
    func run() {
      while let block = takeFree() {
        var failure: ScanFailure?
        do throws(ScanFailure) {
          block.extent = try unsafe reader.readBlock(to: block.bytes)
        } catch {
          failure = error
        }
        let isLast = failure != nil || block.extent.isLast
        monitor.locked {
          if failure == nil { ready.append(block) }
          self.failure = failure
          if isLast { isDone = true }
          monitor.wakeAll()
        }
      }
    }

    private func takeFree() -> Block? {
      monitor.locked {
        while free.isEmpty && !isDone { monitor.wait() }
        return isDone ? nil : free.removeLast()
      }
    }
  }

  /// Blocks there are: it bounds memory.
  private static let blockCount = 3

  private let state: State
  private let thread: WorkerThreads

  init(_ reader: BlockReader) {
    let state = State(reader)
    self.state = state
    thread = WorkerThreads(count: 1) { state.run() }
  }

  /// Whether the system gave a thread for it.
  var isRunning: Bool { !thread.isEmpty }

  /// Hands out the next block, of which the last says that it is.
  func next(_ body: (Block) -> Void) throws(ScanFailure) {
    var block: Block?
    state.monitor.locked {
      while state.ready.isEmpty && !state.isDone { state.monitor.wait() }
      if !state.ready.isEmpty { block = state.ready.removeFirst() }
    }
    guard let block else {
      if let failure = state.failure { throw failure }
      return
    }
    body(block)
    state.monitor.locked {
      state.free.append(block)
      state.monitor.wakeAll()
    }
  }

  deinit {
    state.monitor.locked {
      state.isDone = true
      state.monitor.wakeAll()
    }
    thread.join()
  }
}
