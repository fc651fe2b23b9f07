import Testing

/// Code that breaks a rule of the stack, and code that is almost the same and does not.
struct StackDepthsCase: Sendable, CustomTestStringConvertible {
  let message: String
  let bad: String
  let good: String
  var header = ""

  init(_ message: String, bad: String, good: String, header: String = "") {
    self.message = message
    self.bad = bad
    self.good = good
    self.header = header
  }

  var testDescription: String { message }

  static let all = stack + variables + control + tries + async

  private static let stack = [
    Self("0: pops 1 values from a stack of 0", bad: "pop 1\nthrow", good: "literal 1\nthrow"),
    Self(
      "1: pops 3 values from a stack of 1", bad: "literal 1\ncall 2\nreturn",
      good: "literal 1\nliteral 1\nliteral 1\ncall 2\nreturn"),
    Self(
      "0: pops 3 values from a stack of 2", bad: "async_complete", good: "literal 1\nasync_complete",
      header: "entry 2"),
    Self(
      "3: the stack depth is 1 on one path and 0 on another",
      bad: "load_arg 1\nbranch L0\nliteral 1\nL0:\nliteral 1\nreturn",
      good: "load_arg 1\nbranch L0\nliteral 1\npop 1\nL0:\nliteral 1\nreturn"),
    Self(
      "255: the frame needs 256 slots, more than the 255 that fit",
      bad: String(repeating: "literal 1\n", count: 256) + "return",
      good: String(repeating: "literal 1\n", count: 255) + "return"),
  ]

  private static let variables = [
    Self(
      "1: variable 1 is outside the frame, which has 1 slots here", bad: "literal 1\nload_var 1\nreturn",
      good: "literal 1\nload_var 0\nreturn"),
    Self(
      "1: variable 0 is outside the frame, which has 0 slots here",
      bad: "literal 1\nstore_var 0\nliteral 1\nreturn", good: "literal 1\nliteral 1\nstore_var 0\nreturn"),
    Self(
      "2: variable 1 is part of a catch record",
      bad: "literal 1\nstart_try L0\nload_var 1\nthrow\nL0:\nreturn",
      good: "literal 1\nstart_try L0\nload_var 0\nthrow\nL0:\nreturn"),
    Self(
      "2: variable 1 is part of a catch record",
      bad: "async_start 3\nliteral 1\nstore_var 1\nliteral 1\nasync_return",
      good: "async_start 3\nliteral 1\nstore_var 0\nliteral 1\nasync_return"),
  ]

  private static let control = [
    Self("0: control runs off the end of the function", bad: "literal 1", good: "literal 1\nreturn"),
    Self("0: the target L1 is not in the function", bad: "jump L1", good: "L1:\njump L1"),
    Self("0: L0 is defined twice", bad: "L0:\njump L0\nL0:\nthrow", good: "L0:\njump L0\nL1:\nthrow"),
    Self(
      "1: control falls into the catch block L0", bad: "start_try L0\nL0:\npop 1\nliteral 1\nthrow",
      good: "start_try L0\nliteral 1\nthrow\nL0:\nreturn"),
    Self(
      "0: control falls into the catch block L0", bad: "L0:\npop 1\nstart_try L0\nliteral 1\nthrow",
      good: "pop 1\nstart_try L0\nliteral 1\nthrow\nL0:\nthrow", header: "entry 2"),
  ]

  private static let tries = [
    Self("0: no try block is open", bad: "end_try\nliteral 1\nreturn", good: "literal 1\nreturn"),
    Self(
      "2: returns inside an open try block", bad: "start_try L0\nliteral 1\nreturn\nL0:\nreturn",
      good: "start_try L0\nend_try\nliteral 1\nreturn\nL0:\nreturn"),
    Self(
      "1: pops the catch record at slot 0", bad: "start_try L0\npop 1\nliteral 1\nthrow\nL0:\nreturn",
      good: "start_try L0\nliteral 1\npop 1\nliteral 1\nthrow\nL0:\nreturn"),
    Self(
      "1: pops the catch record at slot 0", bad: "start_try L0\nthrow\nL0:\nreturn",
      good: "start_try L0\nliteral 1\nthrow\nL0:\nreturn"),
    Self(
      "4: the open try blocks differ between two paths",
      bad:
        "load_arg 1\nbranch L1\nliteral 1\nliteral 2\nL2:\njump L2\nL1:\nstart_try L0\njump L2\nL0:\nreturn",
      good:
        "load_arg 1\nbranch L1\nliteral 1\nliteral 2\nL2:\njump L2\nL1:\nstart_try L0\nend_try\nliteral 1\n"
        + "literal 2\njump L2\nL0:\nreturn"),
    Self(
      "2: pops the catch record at slot 0", bad: "start_try L0\nliteral 1\nasync_complete\nL0:\nreturn",
      good: "start_try L0\nend_try\nliteral 1\nliteral 1\nliteral 1\nasync_complete\nL0:\nreturn"),
  ]

  private static let async = [
    Self(
      "1: async_start is not the first instruction", bad: "literal 1\nasync_start 3\nasync_return",
      good: "async_start 3\nliteral 1\nasync_return"),
    Self(
      "0: async_start is not the first instruction", bad: "async_start 3\nliteral 1\nasync_return",
      good: "literal 1\nasync_complete", header: "entry 2"),
    Self(
      "1: await outside an async function", bad: "literal 1\nawait\nasync_resume\nreturn",
      good: "literal 1\nreturn"),
    Self(
      "2: await is not followed by async_resume",
      bad: "async_start 3\nliteral 1\nawait\nliteral 1\nasync_return",
      good: "async_start 3\nliteral 1\nawait\nasync_resume\nasync_return"),
    Self(
      "1: async_resume does not follow await", bad: "async_start 3\nasync_resume\nasync_return",
      good: "async_start 3\nliteral 1\nawait\nL0:\nasync_resume\nasync_return"),
    Self(
      "4: the target L0 is a resume point",
      bad:
        "async_start 3\nliteral 1\nload_arg 1\npop 1\nbranch L0\nliteral 1\nawait\nL0:\nasync_resume\nasync_return",
      good:
        "async_start 3\nliteral 1\nload_arg 1\npop 1\nbranch L0\nliteral 1\nawait\nasync_resume\npop 1\nL0:\n"
        + "literal 1\nasync_return"),
    Self(
      "1: async_return outside an async function", bad: "literal 1\nasync_return", good: "literal 1\nreturn"),
    Self(
      "1: async_return without a value", bad: "async_start 3\nasync_return",
      good: "async_start 3\nliteral 1\nasync_return"),
    Self(
      "2: return in an async function instead of async_return", bad: "async_start 3\nliteral 1\nreturn",
      good: "async_start 3\nliteral 1\nasync_return"),
    Self(
      "4: async_complete with 4 slots in the frame instead of 3",
      bad: "literal 1\nliteral 1\nliteral 1\nliteral 1\nasync_complete",
      good: "literal 1\nliteral 1\nliteral 1\nasync_complete"),
    Self(
      "1: pops the catch record at slot 1", bad: "async_start 3\nasync_complete",
      good: "async_start 3\nliteral 1\nasync_return"),
  ]
}
