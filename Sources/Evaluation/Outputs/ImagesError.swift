import Errors

/// Numbers of images that a split does not have.
package struct ImagesError: StatusedError, CustomStringConvertible, Equatable {
  private let count: Int

  package init(count: Int) { self.count = count }

  package var description: String {
    "choose images by their numbers: there are \(count) test images, 0 to \(count - 1), such as --images 0,3"
  }

  package var exitStatus: ExitStatus { .badInput }
}
