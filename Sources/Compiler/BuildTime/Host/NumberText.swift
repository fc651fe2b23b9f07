import Foundation

extension Double {
  /// The number in digits of another base than ten: as many behind the point as tell it from its neighbours.
  ///
  /// - Precondition: the number is finite, and the base is from 2 to 36.
  func text(inBase base: Int) -> String {
    let radix = Double(base)
    var whole = magnitude.rounded(.down)
    let fraction = Self.digits(
      ofFraction: magnitude - whole, precision: magnitude.ulp / 2, base, carry: &whole)
    var digits: [Int] = []
    // These numbers have more digits than a double: what is beyond its precision is 0.
    while whole >= 0x1p53 {
      whole /= radix
      digits.append(0)
    }
    repeat {
      digits.append(Int(whole.truncatingRemainder(dividingBy: radix)))
      whole = (whole / radix).rounded(.down)
    } while whole > 0
    func text(_ digits: some Sequence<Int>) -> String { digits.map { String($0, radix: base) }.joined() }
    let isNegative = self < 0
    return (isNegative ? "-" : "") + text(digits.reversed()) + (fraction.isEmpty ? "" : "." + text(fraction))
  }

  /// The number with so many digits behind the point; halfway between two texts it is the one farther from zero.
  func text(withDigits count: Int) -> String {
    // Where a number is not halfway, that shows in this many more digits.
    let rest = String(format: "%.\(count + 30)f", self).suffix(30)
    let isHalfway = rest.first == "5" && rest.dropFirst().allSatisfy { $0 == "0" }
    return String(format: "%.\(count)f", isHalfway ? (self < 0 ? nextDown : nextUp) : self)
  }

  /// The digits of a number below 1 until less than `precision` is left.
  ///
  /// - Parameter carry: The number in front of the point, which grows by one if the last digit is rounded up that far.
  private static func digits(
    ofFraction number: Double, precision: Double, _ base: Int, carry: inout Double
  ) -> [Int] {
    var (rest, precision) = (number, max(precision, .leastNonzeroMagnitude))
    var digits: [Int] = []
    while rest >= precision {
      rest *= Double(base)
      precision *= Double(base)
      digits.append(Int(rest))
      rest -= rest.rounded(.down)
      let isNearNext = rest > 0.5 || rest == 0.5 && digits.last!.isMultiple(of: 2) == false
      guard isNearNext, rest + precision > 1 else { continue }
      while let last = digits.popLast() {
        if last + 1 < base {
          digits.append(last + 1)
          return digits
        }
      }
      carry += 1
      return digits
    }
    return digits
  }
}
