import Glibc

/// The mathematics of charts, the only calls to the C library of this module.
enum Mathematics {
  static func log10(_ value: Double) -> Double { Glibc.log10(value) }
  /// The angle of a slope, in degrees.
  static func degrees(rise: Double, run: Double) -> Double {
    Glibc.atan2(rise, run) * 180 / .pi
  }
  static func power10(_ exponent: Double) -> Double { Glibc.pow(10, exponent) }
}
