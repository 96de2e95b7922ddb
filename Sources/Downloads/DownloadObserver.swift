import WorkbenchCore

/// Who is told how fetching goes.
package protocol DownloadObserver {
  /// So many bytes of a file have come.
  func received(_ count: Int, of file: PublishedFile)
  /// A file is in its place, as published.
  func finished(_ file: PublishedFile)
  /// Something a person should know: a line.
  func noted(_ text: String)
}
