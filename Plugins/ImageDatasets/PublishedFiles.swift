import WorkbenchCore

// Sizes and digests of the files as their publishers list them; `workbench data` fetches and compares them.

extension CIFAR10 {
  static let publishedData = [
    CIFARLayout.cifar10.published(bytes: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530")
  ]
}

extension CIFAR100 {
  static let publishedData = [
    CIFARLayout.cifar100.published(bytes: 168_513_733, md5: "03b5dce01913d631647c71ecec9e9cb8")
  ]
}

extension CIFARLayout {
  /// The archive of the binary version, with its size and digest.
  fileprivate func published(bytes: Int, md5: String) -> PublishedData {
    let contents = (train + [test]).map { file in
      PublishedFile("\(folder)/\(file.name)", bytes: file.records * recordLength, digest: .md5(file.md5))
    }
    return PublishedData(
      name: name, title: title, page: "https://www.cs.toronto.edu/~kriz/cifar.html",
      source: .downloads([
        PublishedDownload(
          PublishedFile(archive, bytes: bytes, digest: .md5(md5)), servers: ["https://www.cs.toronto.edu/~kriz/"],
          contents: contents)
      ]))
  }
}

extension IDX {
  static let publishedData = [mnist, fashionMNIST, kmnist]

  private static let mnist = published(
    "mnist", "MNIST", page: "http://yann.lecun.com/exdb/mnist/",
    servers: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
    files: [
      (9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"), (28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
      (1_648_877, "9fb629c4189551a2d022fa330f9573f3"), (4542, "ec29112dd5afa0611ce80d1b7f02629c"),
    ])

  private static let fashionMNIST = published(
    "fashion-mnist", "Fashion-MNIST", page: "https://github.com/zalandoresearch/fashion-mnist",
    servers: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    files: [
      (26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"), (29_515, "25c81989df183df01b3e8a0aad5dffbe"),
      (4_422_102, "bef4ecab320f06d8554ea6380940ec79"), (5148, "bb300cfdad3c16e7a12a480ee83cd310"),
    ],
    keys: [
      "mean: 0.2860", "deviation: 0.3530",
      "classes: [T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot]",
    ])

  private static let kmnist = published(
    "kmnist", "Kuzushiji-MNIST", page: "http://codh.rois.ac.jp/kmnist/",
    servers: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
    files: [
      (18_165_135, "bdb82020997e1d708af4cf47b453dcf7"), (29_497, "e144d726b3acfaa3e44228e80efcd344"),
      (3_041_136, "5c965bf0a639b31b8f53240b1b52f4d7"), (5120, "7320c461ea6c1c855c0b718fb2a4b134"),
    ],
    keys: ["mean: 0.1918", "deviation: 0.3483", "classes: [o, ki, su, tsu, na, ha, ma, ya, re, wo]"])

  /// Four gzip files: training images and labels, test images and labels, of 28 x 28 pixels.
  private static func published(
    _ name: String, _ title: String, page: String, servers: [String], files: [(bytes: Int, md5: String)],
    keys: [String] = []
  ) -> PublishedData {
    let plain = [
      ("train-images-idx3-ubyte", 16 + 60_000 * 784), ("train-labels-idx1-ubyte", 8 + 60_000),
      ("t10k-images-idx3-ubyte", 16 + 10_000 * 784), ("t10k-labels-idx1-ubyte", 8 + 10_000),
    ]
    let downloads = zip(plain, files).map { plain, file in
      PublishedDownload(
        PublishedFile(
          plain.0 + ".gz", bytes: file.bytes, digest: .md5(file.md5),
          otherForm: PublishedFile.OtherForm(plain.0, bytes: plain.1)),
        servers: servers)
    }
    return PublishedData(
      name: name, title: title, page: page, folder: name, keys: keys, source: .downloads(downloads))
  }
}

extension ImageNet {
  static let publishedData = [
    PublishedData(
      name: "imagenet", title: "ImageNet (ILSVRC 2012)", page: "https://image-net.org/download-images.php",
      folder: "imagenet",
      source: .byHand(
        [
          "ask for access at https://image-net.org/download-images.php; its terms allow no fetching without an account",
          "download ILSVRC2012_img_train.tar (147,897,477,120 bytes, MD5 1d675b47d978889d74fa0da5fadfb00e) and "
            + "ILSVRC2012_img_val.tar (6,744,924,160 bytes, MD5 29b22e2961454d5413ddabcf34fc5622)",
          "unpack the first, and the archives in it, so that ROOT/train/n01440764 holds the pictures of that class",
          "unpack the second into ROOT/val, and the development kit, ILSVRC2012_devkit_t12.tar.gz, into ROOT",
        ],
        names: ["train", "val"]))
  ]
}
