import ArchSimReport
import ArchSimServing
import ArchSimStudy
import ArchSimText

/// The YAML files of a kind that come along, seen from the current directory.
struct ShippedFiles<Content> {
  /// Where they are.
  let directory: String
  /// What they are called: `device`.
  let what: String
  /// How one is read.
  let read: (String) throws(Diagnostic) -> Content

  private static var suffix: String { ".yaml" }

  /// Their names, none when the directory is not there.
  func names() -> [String] {
    guard let files = try? TextFile.listDirectory(directory) else { return [] }
    return files.filter { $0.hasSuffix(Self.suffix) }
      .map { String($0.dropLast(Self.suffix.count)) }
  }

  /// One of them or all.
  ///
  /// - Parameters:
  ///   - name: The one that is wanted: its name, or the path of any such file.
  ///   - console: Where files that cannot be read are warned of.
  /// - Returns: Names and contents.
  /// - Throws: A diagnostic when there is none of that name, or no directory.
  func contents(
    _ name: String?, _ console: Console
  ) throws(Diagnostic) -> [(name: String, content: Content)] {
    if let name, name.contains("/") || name.hasSuffix(Self.suffix) {
      return [(Self.stem(of: name), try read(name))]
    }
    guard TextFile.isDirectory(directory) else {
      throw Diagnostic(
        "there is no directory '\(directory)' here",
        hint: "\(what)s are looked up in the current directory")
    }
    let names = names()
    if let name {
      guard names.contains(name) else {
        throw Diagnostic("unknown \(what) '\(name)'", hint: didYouMean(name, among: names))
      }
      return [(name, try read(path(name)))]
    }
    var contents: [(name: String, content: Content)] = []
    for name in names {
      do throws(Diagnostic) {
        contents.append((name, try read(path(name))))
      } catch {
        console.warn(error)
      }
    }
    return contents
  }

  private static func stem(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(suffix) ? String(file.dropLast(suffix.count)) : file
  }

  private func path(_ name: String) -> String { "\(directory)/\(name)\(Self.suffix)" }
}

extension ShippedFiles<Device> {
  /// Devices that clusters are made of.
  static var devices: Self {
    ShippedFiles(directory: "Configs/devices", what: "device") {
      (path: String) throws(Diagnostic) in try DeviceFile.read(path)
    }
  }
}

extension ShippedFiles<Cluster> {
  /// Clusters that plans are placed on.
  static var clusters: Self {
    ShippedFiles(directory: "Configs/clusters", what: "cluster") {
      (path: String) throws(Diagnostic) in try ClusterFile.read(path)
    }
  }
}
