import Glibc

func logarithm(_ x: Double) -> Double { Glibc.log(x) }
