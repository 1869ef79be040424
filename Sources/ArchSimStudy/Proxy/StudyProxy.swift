import ArchSimHardware
public import ArchSimSearch
import ArchSimText

/// A proxy that stands in for whatever evaluates the designs of a study.
public struct StudyProxy: Sendable {
  /// What predicts.
  public var proxy: Proxy
  /// The name of its file in the run directory.
  public var input: String
  /// Of so many designs one is evaluated truly, 1 for all of them.
  public var trueEvery: Int
}

extension Study {
  /// Whether the proxy of the study predicts a design, which is then not evaluated.
  ///
  /// It depends on the design and on the seed of the study alone, so that neither the order of
  /// designs nor resuming nor the number of threads changes it.
  public func isPredicted(_ point: DesignPoint) -> Bool {
    guard let proxy, proxy.trueEvery > 1 else { return false }
    // Of the point as a journal has it: what is switched off does not count. The low bits of this
    // hash alone are not even enough.
    var hash = FowlerNollVoHash()
    hash.add(Journal(study: self).text(of: point).utf8)
    var seeds = SplitMix64(seed: search.seed)
    var mixed = SplitMix64(seed: hash.value ^ seeds.next())
    return mixed.next() % UInt64(proxy.trueEvery) != 0
  }
}

extension StudyReader {
  /// Reads the `proxy` of a study whose other parts are known.
  ///
  /// - Throws: A diagnostic when there is no such file, or it was not learned for such a study.
  func proxy(_ value: YAMLValue, _ study: inout Study) throws(Diagnostic) {
    let map = try YAMLMap(value, "'proxy'", keys: ["model", "true_every"])
    let model = try map.require("model")
    let file = try self.file(model, "model", "proxy", limit: Int.max)
    let proxy = try ProxyFile.parse(file.bytes, file: file.path)
    let trueEvery = try map.require("true_every").integer(
      "true_every", in: 1...Int.max)
    do throws(Diagnostic) {
      try proxy.requireParameters(of: study)
      try proxy.requireMetrics(of: study)
    } catch {
      var located = error
      located.location = model.location
      throw located
    }
    let name = inputName(FilePath.name(of: file.path), file.bytes, &study.workload.inputs)
    study.proxy = StudyProxy(proxy: proxy, input: name, trueEvery: trueEvery)
  }
}

extension StudyFile {
  /// The proxy, as ``StudyReader`` reads it back.
  static func write(_ proxy: StudyProxy, to writer: inout YAMLWriter) {
    writer.scalar("model", proxy.input)
    writer.scalar("true_every", "\(proxy.trueEvery)")
  }
}

extension Proxy {
  /// Makes sure that the proxy knows the parameters of a study, and no others.
  fileprivate func requireParameters(of study: Study) throws(Diagnostic) {
    let own = Dataset.parameters(of: study)
    for column in parameters {
      guard let same = own.first(where: { $0.name == column.name }) else {
        throw Diagnostic(
          "this proxy was learned with a parameter '\(column.name.shortened)' that the study does "
            + "not have")
      }
      guard same == column else {
        throw Diagnostic(
          "the parameter '\(column.name.shortened)' is not what the proxy learned it as")
      }
    }
    for column in own where !parameters.contains(column) {
      throw Diagnostic("this proxy does not know the parameter '\(column.name.shortened)'")
    }
  }

  /// Makes sure that it predicts what the study asks for.
  fileprivate func requireMetrics(of study: Study) throws(Diagnostic) {
    for position in study.objectives.map(\.metric) + study.constraints.map(\.metric) {
      let metric = study.metrics[position]
      guard let model = shown.lazy.map({ models[$0] }).first(where: { $0.name == metric.name })
      else {
        throw Diagnostic(
          "this proxy does not predict '\(metric.name.shortened)', which the study needs",
          hint: "it predicts \(metrics.joined(separator: ", "))")
      }
      guard model.unit == metric.unit else {
        throw Diagnostic(
          "this proxy predicts '\(metric.name.shortened)' in another unit than the study has it")
      }
    }
  }
}
