import Foundation
import Testing

/// What `docs/architecture.md` says of modules holds for their sources and for `Package.swift`.
@Suite struct ArrowTests {
  private let picture: Architecture
  private let modules: [SourceModule]

  init() throws {
    picture = try Architecture()
    modules = try SourceModule.all()
  }

  @Test func `every module stands in the table, and every row has a module`() {
    let listed = Set(picture.arrows.keys).subtracting([Architecture.everyPlugin, "LinkedPlugins"])
    let there = Set(modules.filter { !$0.isPlugin }.map(\.name))
    #expect(there.subtracting(listed).sorted() == [])
    #expect(listed.subtracting(there).sorted() == [])
  }

  @Test func `no file imports a module that its own may not`() {
    let ours = Set(modules.map(\.name)).union(["CArchive", "CCrypto", "CJPEG", "CPNG", "CTorch", "CYAML", "CZlib"])
    let wrong = modules.flatMap { module in
      module.files.flatMap { file in
        file.imports.filter { ours.contains($0) && !picture.allows($0, in: module) && $0 != module.name }
          .map { "\(file.path) imports \($0)" }
      }
    }
    #expect(wrong.sorted() == [])
  }

  @Test func `no module declares a dependency that it may not have`() throws {
    let declared = try PackageDependencies()
    let wrong = modules.flatMap { module in
      (declared.byTarget[module.name] ?? []).filter { !picture.allows($0, in: module) }
        .map { "Package.swift: \(module.name) depends on \($0)" }
    }
    #expect(declared.byTarget.count > 30)
    #expect(wrong.sorted() == [])
  }

  @Test(arguments: ["RunFiles", "Comparison", "Reports"]) func `results are read without libtorch`(_ module: String) {
    let reached = picture.reach(of: module)
    #expect(reached.contains("Settings"))
    #expect(reached.isDisjoint(with: ["CTorch", "Torch", "Layers", "WorkbenchCore"]))
  }

  @Test func `arrows make no circle`() {
    for module in picture.arrows.keys.sorted() {
      #expect(!picture.reach(of: module).contains(module), "\(module) reaches itself")
    }
  }
}
