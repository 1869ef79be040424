import Glibc

// The functions of the C library that results depend on.

func exponential(_ x: Double) -> Double { Glibc.exp(x) }

func logarithm(_ x: Double) -> Double { Glibc.log(x) }

func power(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }
