import Glibc

// The only file of this target that sees the C library, so that the rest is plain Swift and the
// functions that results depend on can be counted on one hand.

func exponential(_ x: Double) -> Double { Glibc.exp(x) }

func logarithm(_ x: Double) -> Double { Glibc.log(x) }

func logarithmOfOnePlus(_ x: Double) -> Double { Glibc.log1p(x) }

func power(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }

func sine(_ x: Double) -> Double { Glibc.sin(x) }

func cosine(_ x: Double) -> Double { Glibc.cos(x) }

/// The complementary error function, 1 − erf(x), accurate where 1 − erf(x) is tiny.
func complementaryErrorFunction(_ x: Double) -> Double { Glibc.erfc(x) }
