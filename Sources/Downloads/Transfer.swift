import Foundation
import WorkbenchCore

/// Brings one file from the first server that has it as published, going on with what an earlier attempt left.
struct Transfer {
  let file: PublishedFile
  /// Where the file is asked for, one after another.
  let urls: [String]
  let part: PartFile
  let curl: Curl
  let observer: any DownloadObserver

  /// How often in a row a connection may bring less than ``progress`` bytes.
  private static let patience = 5
  private static let progress = 1 << 20

  /// Fills the part until it is the published file.
  ///
  /// - Throws: ``DownloadError`` when no server gave it; what came so far stays for the next attempt. ``FileError`` when the disk
  ///   does not take it.
  func carryOut() throws {
    defer { part.removeIfEmpty() }
    var complaints: [(url: String, reason: Complaint)] = []
    for url in urls {
      guard let complaint = try complaint(about: url) else { return }
      complaints.append((url, complaint))
      if complaints.count < urls.count { observer.noted("\(url): \(complaint.reason); asking the next server") }
    }
    let isDamaged = complaints.allSatisfy(\.reason.isDamage)
    let lines = complaints.map { "\n  \($0.url): \($0.reason.reason)" }.joined()
    let rest =
      part.count > 0 ? "\n  \(part.count) of \(file.bytes) bytes are kept; the same command goes on with them" : ""
    if isDamaged { throw DownloadError(.damaged, "no server has the published \(file.path)\(lines)") }
    throw DownloadError(.unavailable, "\(file.path) could not be downloaded\(lines)\(rest)")
  }

  /// What is wrong with a server.
  private struct Complaint: Error {
    let reason: String
    /// Whether it gives something else than was published.
    var isDamage = false
  }

  /// Takes what is missing from one server; what is wrong with it, or `nil` when the file is there.
  private func complaint(about url: String) throws -> Complaint? {
    // A part of one version and the rest of another make neither: then it is fetched again, once.
    var isWhole = part.count == 0
    var mayRestart = true
    var fruitless = 0
    while true {
      if part.count == file.bytes {
        let found = try file.digest.compute(ofFile: part.partPath)
        if found == file.digest { return nil }
        try part.clear()
        guard !isWhole, mayRestart else {
          return Complaint(reason: "has a file with \(found), published is \(file.digest)", isDamage: true)
        }
        observer.noted("\(file.path) came in parts that do not fit; starting anew")
        (isWhole, mayRestart) = (true, false)
        continue
      }
      let before = part.count
      let attempt = try request(url)
      if let complaint = attempt.complaint { return complaint }
      if attempt.startedAnew { isWhole = true }
      guard part.count < file.bytes else { continue }
      fruitless = part.count - before < Self.progress ? fruitless + 1 : 0
      guard part.count > before, fruitless < Self.patience else {
        return Complaint(reason: attempt.interruption)
      }
      observer.noted("\(attempt.interruption); going on after \(part.count) of \(file.bytes) bytes")
    }
  }

  /// What came of one request.
  private struct Attempt {
    var complaint: Complaint?
    var startedAnew = false
    var interruption = ""
  }

  private func request(_ url: String) throws -> Attempt {
    var attempt = Attempt()
    let offset = part.count
    let validator = part.origin.flatMap { $0.url == url ? $0.validator : nil }
    let ending = try curl.get(url, from: offset, validator: validator) { event in
      switch event {
      case .head(let head):
        if let complaint = complaint(about: head, offset: offset) {
          attempt.complaint = complaint
          return false
        }
        if offset > 0, head.start == nil {
          observer.noted("\(file.path) has changed on the server, or it gives no parts; starting anew")
          try part.clear()
          attempt.startedAnew = true
        }
        try part.setOrigin(PartFile.Origin(url: url, validator: head.validator))
      case .bytes(let bytes):
        guard part.count + bytes.count <= file.bytes else {
          try part.clear()
          attempt.complaint = Complaint(reason: "sends more than the published \(file.bytes) bytes", isDamage: true)
          return false
        }
        try part.append(bytes)
        observer.received(part.count, of: file)
      }
      return true
    }
    attempt.interruption =
      ending.complaint.isEmpty ? "the connection ended after \(part.count) of \(file.bytes) bytes" : ending.complaint
    return attempt
  }

  /// What keeps a response from being used.
  private func complaint(about head: ResponseHead, offset: Int) -> Complaint? {
    switch head.status {
    case 200, 206:
      if let total = head.total, total != file.bytes {
        return Complaint(reason: "has a file of \(total) bytes, published are \(file.bytes)", isDamage: true)
      }
      guard head.status == 200 || head.start == offset else {
        return Complaint(reason: "answers with other bytes than it was asked for")
      }
      return nil
    case 416: return Complaint(reason: "has a file of fewer than the published \(file.bytes) bytes", isDamage: true)
    default: return Complaint(reason: "answers with HTTP status \(head.status)")
    }
  }
}
