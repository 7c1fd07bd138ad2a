import Calendar

/// A whole message: headers, then the text part, then the HTML part.
struct MailMessage {
  let settings: ReportOptions.Mail
  let recipient: ReportOptions.Recipient
  let asOf: CalendarDate
  let language: String
  let subject: String
  /// What the message is about, in letters, digits and hyphens: `2026-08-14.team.nord`.
  let topic: String
  let text: String
  let html: [UInt8]

  /// The bytes of the message, CRLF throughout; nothing when an address cannot stand in a header.
  func bytes() -> [UInt8]? {
    guard
      let from = HeaderText.mailbox(
        "From", display: settings.fromName, address: settings.fromEmail),
      let to = HeaderText.mailbox("To", display: recipient.name, address: recipient.email),
      HeaderText.isDomain(settings.domain)
    else { return nil }
    let identity = Self.hash("\(topic)\n\(recipient.email)\n\(language)")
    let boundary = "=_jalon_\(identity)"
    var head = "Date: \(date)\r\n" + from + to
    if let replyTo = HeaderText.mailbox("Reply-To", display: "", address: settings.replyTo) {
      head += replyTo
    }
    head += "Message-ID:\r\n <\(topic).\(identity)@\(settings.domain)>\r\n"
    head += HeaderText.unstructured("Subject", subject)
    head += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
    let list = HeaderText.isDomain(settings.listID) ? settings.listID : settings.domain
    head += "List-Id: <\(list)>\r\n"
    let unsubscribe = [settings.unsubscribe, settings.replyTo, settings.fromEmail]
      .first { HeaderText.isAddress($0) }
    if let unsubscribe {
      head += "List-Unsubscribe:\r\n <mailto:\(unsubscribe)?subject=unsubscribe>\r\n"
    }
    head += "Content-Language: \(language)\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    var bytes = Array(head.utf8)
    for (type, content) in [("text/plain", Array(text.utf8)), ("text/html", html)] {
      bytes += "--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\n".utf8
      bytes += "Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8
      bytes += QuotedPrintable.encoded(content)
      bytes += "\r\n".utf8
    }
    bytes += "--\(boundary)--\r\n".utf8
    return bytes
  }

  /// RFC 5322's date: D at the configured time (ruling 9).
  private var date: String {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let (year, month, day) = asOf.components
    let minute = min(max(settings.sendMinute, 0), 24 * 60 - 1)
    let offset = Int(min(settings.zoneOffsetMinutes.magnitude, 99 * 60))
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(days[asOf.weekday - 1]), \(day) \(months[month - 1]) \(year) "
      + "\(two(minute / 60)):\(two(minute % 60)):00 "
      + "\(settings.zoneOffsetMinutes < 0 ? "-" : "+")\(two(offset / 60))\(two(offset % 60))"
  }

  /// Sixteen hexadecimal digits of 64-bit FNV-1a: the same message is the same message again.
  static func hash(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Names of the files of mails.
enum MailFileName {
  /// From the address, in lower-case ASCII; the scope's slug, then a number, where two collide.
  static func make(_ email: String, scope: String, taken: inout Set<String>) -> String {
    var name = ""
    for byte in email.utf8.prefix(100) {
      let lowered = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      switch lowered {
      case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"):
        name.unicodeScalars.append(Unicode.Scalar(lowered))
      case UInt8(ascii: "@"): name += "-at-"
      case UInt8(ascii: "."): name += name.isEmpty ? "" : "."
      default: name += "-"
      }
    }
    if name.isEmpty { name = "recipient" }
    let candidates =
      [name, "\(name).\(scope)"] + (2...1000).map { "\(name).\(scope).\($0)" }
    let free = candidates.first { !taken.contains($0) } ?? "\(name).\(taken.count)"
    taken.insert(free)
    return free
  }
}
