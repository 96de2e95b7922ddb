import Errors

/// Why a data set could not be fetched, or is not what was published.
package struct DownloadError: StatusedError, CustomStringConvertible, Equatable {
  /// What the caller can do about it.
  package enum Kind: Sendable {
    /// No server had it, or there is nothing to ask servers with.
    case unavailable
    /// What came is not what was published.
    case damaged
    /// Another process is fetching the same file.
    case busy
    /// It is not offered without an account.
    case byHand
  }

  package let kind: Kind
  package let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }

  package var exitStatus: ExitStatus {
    switch kind {
    case .unavailable: .unavailable
    case .damaged: .badInput
    case .busy: .cannotCreate
    case .byHand: .missingInput
    }
  }
}
