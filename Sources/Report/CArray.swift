import Foundation

/// A snapshot as a C header with its bytes in an array, to be compiled into a firmware.
public struct CArray: Sendable {
  /// The bytes of the snapshot.
  public let bytes: [UInt8]
  /// The name of the array.
  public let identifier: String
  /// Where the bytes come from, for the comment at the top.
  public let origin: String

  /// Makes an array for `bytes`, named after the header's file `fileName`.
  public init(_ bytes: [UInt8], fileName: String, origin: String) {
    self.bytes = bytes
    identifier = Self.identifier(for: fileName)
    self.origin = origin
  }

  private static let bytesPerLine = 12

  /// The text of the header, which depends on the bytes and the names alone.
  public var text: String {
    let macro = identifier.uppercased()
    let rows = stride(from: 0, to: bytes.count, by: Self.bytesPerLine).map { start in
      "  "
        + bytes[start..<min(start + Self.bytesPerLine, bytes.count)]
        .map { "0x" + Int($0).hexadecimal(digits: 2) }.joined(separator: ", ") + ","
    }
    // A file name may contain what ends the comment.
    let shownOrigin = origin.replacing("*/", with: "*_/").replacing("\n", with: " ")
    return """
      /* \(shownOrigin): a Microvium snapshot of \(Disassembly.bytes(bytes.count)). Written by mvboost; do not edit. */
      #ifndef \(macro)_H
      #define \(macro)_H

      #include <stdint.h>

      #define \(macro)_SIZE \(bytes.count)

      /* The engine reads words in place, so the image must be aligned: to 4 bytes for every processor. */
      #ifndef \(macro)_ALIGNED
      #if defined(__GNUC__) || defined(__clang__)
      #define \(macro)_ALIGNED __attribute__((aligned(4)))
      #elif defined(_MSC_VER)
      #define \(macro)_ALIGNED __declspec(align(4))
      #elif defined(__cplusplus) && __cplusplus >= 201103L
      #define \(macro)_ALIGNED alignas(4)
      #elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
      #define \(macro)_ALIGNED _Alignas(4)
      #else
      #error "Define \(macro)_ALIGNED as what your compiler needs to align a variable to 4 bytes."
      #endif
      #endif

      \(macro)_ALIGNED static const uint8_t \(identifier)[\(macro)_SIZE] = {
      \(rows.joined(separator: "\n"))
      };

      #endif

      """
  }

  /// A C identifier made of a file's name: without folder and extensions, other characters as underscores.
  ///
  /// What would not be an identifier that a program may use, such as `2nd` or `int`, is put behind `snapshot_`.
  public static func identifier(for fileName: String) -> String {
    let file = fileName.split(separator: "/").last ?? ""
    var stem = String(file)
    for suffix in [".h", ".hpp", ".inc", ".mvm-bc"] where stem.hasSuffix(suffix) {
      stem.removeLast(suffix.count)
    }
    let isWord = { (character: Character) in character.isASCII && (character.isLetter || character.isNumber) }
    let identifier = String(stem.map { isWord($0) ? $0 : "_" })
    guard let first = identifier.first, first.isLetter, !reservedWords.contains(identifier) else {
      return "snapshot_" + identifier
    }
    return identifier
  }

  /// The words of C23 and C++20 that start with a letter, and what the header itself uses.
  private static let reservedWords = Set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class \
    co_await co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype \
    default delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline \
    int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register \
    reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct switch \
    template this thread_local throw true try typedef typeid typename typeof typeof_unqual uint8_t union unsigned \
    using virtual void volatile wchar_t while xor xor_eq
    """.split(separator: " ").map(String.init))
}
