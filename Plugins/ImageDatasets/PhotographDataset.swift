import WorkbenchCore

/// A data set whose samples are ``Photographs``; what it adds is where they lie and what their classes are called.
protocol PhotographDataset: PictureDataset {
  var photographs: Photographs { get }
}

extension PhotographDataset {
  var shape: ImageShape { photographs.shape }

  var shorterSide: Int { photographs.shorterSide }

  func count(of split: Split) -> Int { photographs.count(of: split) }

  func label(of index: Int, in split: Split) -> Int { photographs.label(of: index, in: split) }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try photographs.read(index, of: split, into: pixels)
  }

  func read(
    _ index: Int, of split: Split, region: (_ width: Int, _ height: Int) -> PictureRegion,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    try photographs.read(index, of: split, region: region, into: pixels)
  }
}
