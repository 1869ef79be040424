public import ArchSim

/// Checks that a family of accelerators keeps the promises of `Accelerator`.
///
/// Random designs of the declared parameters run random operators of all kinds, formats and
/// fusions; what comes out is held against the promises, not against any number:
///
/// ```swift
/// let conformance = AcceleratorConformance(
///   family: AcceleratorFamily(MyArray.self), neverSlowerWithMore: ["dram.bandwidth"])
/// #expect(conformance.findings(seed: 1).isEmpty)
/// ```
///
/// The most familiar thing that it is *not*: a validation. A model may pass and be wrong; whether
/// its numbers are those of hardware only measurements can tell.
public struct AcceleratorConformance: Sendable {
  /// The family.
  public var family: AcceleratorFamily
  /// Names of numeric parameters of which more must never take more time.
  public var neverSlowerWithMore: [String]
  /// Values of parameters that all designs share, positions where they are choices.
  public var holding: [String: Double]

  /// Prepares the checks of a family.
  public init(
    family: AcceleratorFamily, neverSlowerWithMore: [String] = [], holding: [String: Double] = [:]
  ) {
    self.family = family
    self.neverSlowerWithMore = neverSlowerWithMore
    self.holding = holding
  }

  /// What is wrong with the family; empty when every promise is kept.
  ///
  /// Declarations are checked first; where they make no sense, nothing is costed.
  ///
  /// - Parameters:
  ///   - seed: The source of all chance.
  ///   - designs: How many designs that exist are costed; the first has all defaults.
  /// - Returns: One finding a promise at most, with its first example.
  public func findings(seed: UInt64, designs: Int = 50) -> [ConformanceFinding] {
    let collector = FindingCollector(seed: seed)
    checkDeclaration(collector)
    guard collector.findings.isEmpty else { return collector.findings }
    checkDefaults(collector)
    let root = SplitMix64(seed: seed)
    var exists = 0
    var drawn = 0
    // Designs that cannot exist are checked as well but do not count; a family of which nearly
    // none exists must end all the same.
    while exists < designs, drawn < 8 * max(1, designs) {
      var generator = root.split(UInt64(drawn))
      let values = family.parameters.map { parameter in
        let value = drawn == 0 ? parameter.defaultValue : generator.value(of: parameter)
        return holding[parameter.name] ?? value
      }
      var check = DesignCheck(
        family: family, values: values, number: drawn, collector: collector, generator: generator)
      check.run(neverSlowerWithMore: neverSlowerWithMore.compactMap(family.position(of:)))
      exists += check.exists ? 1 : 0
      drawn += 1
    }
    return collector.findings
  }

  private func checkDefaults(_ collector: FindingCollector) {
    let product = Operator(
      .gemm, m: 16, k: 64, n: 64, weights: TensorQuantization(.int8), activations: .int8,
      output: .fp16)
    let trace = LayerTrace(name: "plain", rows: [TraceRow(name: "product", operation: product)])
    do throws(Infeasibility) {
      _ = try family.explain(family.defaultValues, on: FoldedTrace(trace))
    } catch {
      collector.add(
        .defaults,
        "the default design of \(family.name) cannot run an int8 product of 16 × 64 × 64: \(error)")
    }
  }
}
