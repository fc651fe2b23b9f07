/// What the generator knows of a value, so that most programs do not end in a type error.
enum ValueType {
  /// A value without identity, or one that came from the host: nothing is known of it.
  case any
  /// Something that is used as a number.
  case number
  /// A number that converts to a 32-bit integer on every processor.
  case bounded
  /// An integer from 0 to 7.
  case index
  case boolean
  /// A string; one that was made at run time has a letter in it, and so is no number.
  case text
  /// An object whose properties are of type `any`.
  case record
  /// An object of which little but properties under known names is used.
  case fields
  /// An object that must not be changed.
  case constant
  /// An array whose items are of type `any`.
  case list
  /// A byte array of eight bytes.
  case bytes
  /// A function for any arguments that runs no other callback.
  case callback
  /// A class that is called with any arguments, and has the methods of ``ProgramGenerator/methodNames``.
  case classValue
  /// An instance of such a class.
  case instance
  case promise
}
