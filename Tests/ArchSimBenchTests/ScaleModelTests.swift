import Testing

@testable import archsim_bench

/// What must hold of any prediction, whatever the rates.
struct ScaleModelTests {
  private static let rates = ScaleRates(
    startSeconds: 0.1, exploreSeconds: 20e-6, journalBytes: 800, mergeSeconds: 5e-6,
    requestSeconds: 10e-6, answerSeconds: 10e-6, frontSeconds: 5e-6, actorSeconds: 10e-6,
    lineBytes: 300, frontBytes: 3000, driverSeconds: 1e-3, driverByteSeconds: 1e-9,
    syncSeconds: 1e-3)

  private static func sweep(
    _ designs: Double, _ workers: Double, batch: Double = 1000, processors: Double? = nil
  ) -> ScaleCase {
    ScaleCase(
      designs: designs, workers: workers, processors: processors ?? workers, batch: batch)
  }

  @Test("a sum done by hand")
  func byHand() {
    // 100 batches of 10 µs + 1000 · 20 µs on two workers, 50 batches each.
    let found = Self.rates.prediction(.all, Self.sweep(1e5, 2))
    #expect(abs(found.seconds - (0.1 + 50 * 0.02001)) < 1e-9, "\(found)")
    // 1 ms, 300 kB at 1 ns and 1 ms of the disk, 100 times.
    #expect(abs(found.driverShare * found.seconds - 0.23) < 1e-9, "\(found)")
    #expect(found.bytes == 3e7)
    #expect(found.limit == .workers)
    let shares = Self.rates.prediction(.shares, Self.sweep(1e5, 2))
    #expect(abs(shares.seconds - (0.1 + 1.0 + 0.5)) < 1e-9, "\(shares)")
    #expect(abs(shares.mergeSeconds - 0.5) < 1e-12 && shares.bytes == 8e7)
  }

  @Test("more workers take no more time, and no less than the driver and the work allow")
  func workers() {
    for way in ScaleRates.Way.allCases {
      var last = Double.infinity
      for workers in [1.0, 2, 4, 32, 1024, 32_000, 1e6] {
        let sweep = Self.sweep(1e9, workers)
        let found = Self.rates.prediction(way, sweep)
        #expect(found.seconds <= last, "\(way), \(workers) workers")
        // The driver has a processor of its own.
        #expect(found.seconds * (workers + 1) >= found.processorSeconds)
        #expect(found.driverShare >= 0)
        last = found.seconds
      }
    }
  }

  @Test("beyond the workers that saturate it the driver is the limit, and before it is not")
  func saturation() {
    for (way, batch) in [(ScaleRates.Way.all, 1000.0), (.all, 20_000), (.front, 1e6)] {
      let workers = Self.rates.saturation(way, batch: batch)
      for (factor, isDriver) in [(0.5, false), (2.0, true)] {
        let sweep = Self.sweep(1e12, workers * factor, batch: batch)
        let found = Self.rates.prediction(way, sweep)
        #expect((found.limit == .driver) == isDriver, "\(way) \(batch) \(factor): \(found)")
        #expect((found.driverShare > 1) == isDriver)
      }
    }
  }

  @Test("four workers on two processors are no faster than two, and others slow them down")
  func oversubscription() {
    func seconds(_ workers: Double, others: Double = 0) -> Double {
      var sweep = Self.sweep(1e7, workers, processors: 2)
      sweep.others = others
      let found = Self.rates.prediction(.shares, sweep)
      return found.seconds - found.mergeSeconds
    }
    #expect(seconds(1) > 1.7 * seconds(2))
    #expect(abs(seconds(4) / seconds(2) - 1) < 0.01)
    // Two of four threads have half of the processors.
    #expect(abs(seconds(2, others: 2) / seconds(2) - 2) < 0.01)
    // One of four threads has half of a processor.
    #expect(abs(seconds(1, others: 3) / seconds(1) - 2) < 0.01)
    // Who has more processes gets more of them.
    #expect(seconds(4, others: 2) < seconds(2, others: 2))
  }

  @Test("no more workers are of use than there are batches")
  func granularity() {
    let one = Self.rates.prediction(.all, Self.sweep(10_000, 10))
    let many = Self.rates.prediction(.all, Self.sweep(10_000, 1000))
    #expect(one.seconds == many.seconds)
    // One batch more than workers is a second round.
    let more = Self.rates.prediction(.all, Self.sweep(11_000, 10))
    #expect(abs(more.seconds - 0.1 - 2 * (one.seconds - 0.1)) < 1e-9)
  }

  @Test("a driver beside its workers takes what it has to do; a front has no more than all lines")
  func sharing() {
    var sweep = Self.sweep(1e6, 2)
    let own = Self.rates.prediction(.all, sweep)
    sweep.sharesProcessors = true
    let shared = Self.rates.prediction(.all, sweep)
    // 1000 batches of 1.3 ms, by two processors together.
    #expect(abs(shared.seconds - own.seconds - 0.65) < 0.01, "\(own), \(shared)")
    #expect(shared.processorSeconds == own.processorSeconds)
    let single = Self.rates.prediction(.front, Self.sweep(100, 1, batch: 1))
    #expect(single.bytes == 100 * Self.rates.lineBytes)
  }
}
