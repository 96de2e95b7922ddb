import Foundation
import WorkbenchTesting

/// The files of the folder Golden.
enum GoldenFile: GoldenFolder {
  static var bundle: Bundle { .module }
}
