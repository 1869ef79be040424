/// How an array runs a product: passes, products side by side, and what scales cost.
public struct ProductPlan: Hashable, Sendable {
  /// What is multiplied by scales, and when.
  public enum Conversion: Hashable, Sendable {
    /// Nothing: scales, if any, span the whole reduction and join the output's.
    case none
    /// Each group's sum of each output; a size of 0 stands for the whole reduction.
    case group(size: Int)
    /// Each weight that enters the array.
    case weight
  }

  /// Steps a multiply-accumulate takes.
  public var steps: Int
  /// Products of one result that an element sums in a step, along the reduction.
  public var lanes: Int
  /// Sums of bit planes that are shifted and added outside the array for each result and group; 1
  /// when the elements do it themselves.
  public var planes: Int
  /// Products that a sum holds without overflow.
  public var productsHeld: Int
  /// What scales cost.
  public var conversion: Conversion

  /// Creates a plan.
  public init(
    steps: Int, lanes: Int = 1, planes: Int = 1, productsHeld: Int = .max,
    conversion: Conversion = .none
  ) {
    self.steps = steps
    self.lanes = lanes
    self.planes = planes
    self.productsHeld = productsHeld
    self.conversion = conversion
  }

  /// Cycles that a product takes in the reduction of `k`, lanes that stay empty included.
  func cyclesPerProduct(reduction k: Int) -> Double {
    guard lanes > 1 else { return Double(steps) }
    return Double(((k - 1) / lanes + 1) * steps) / Double(k)
  }

  /// Additions outside the array for each result: bit planes that are combined, and sums that have
  /// to leave before they overflow.
  func outsideAdditions(reduction k: Int) -> Double {
    if planes == 1, productsHeld >= k { return 0 }
    var span = k
    if case .group(let size) = conversion, size > 0 { span = min(size, k) }
    let groups = (k - 1) / span + 1
    let drains = (span - 1) / productsHeld + 1
    let sums = drains * planes
    return sums > 1 ? Double(groups) * Double(sums) : 0
  }
}
