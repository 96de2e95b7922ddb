import Foundation

extension Int {
  /// A number of bytes in megabytes, for people.
  package var megabytes: String { String(format: "%.0f MB", (Double(self) / 1e6).rounded(.up)) }
}
