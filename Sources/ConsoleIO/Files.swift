import Foundation

/// A file that cannot be read or written, as one line.
package struct FileError: Error, CustomStringConvertible {
  /// The file, what was to be done, and why it failed.
  package let description: String

  /// Describes what went wrong with the file `name`; the last system call says why.
  package init(_ name: String, _ action: String, _ number: Int32) {
    description = "\(name): cannot \(action): \(String(cString: strerror(number)))"
  }

  /// Describes what is wrong with the file `name`.
  package init(_ name: String, _ problem: String) { description = "\(name): \(problem)" }
}

/// A file to read, or standard input.
package struct InputFile {
  /// The path; `-` for standard input.
  package let path: String

  /// Makes the file at `path`.
  package init(path: String) { self.path = path }

  /// The name for messages.
  package var name: String { path == "-" ? "<standard input>" : path }

  /// Reads the whole file.
  ///
  /// - Parameters:
  ///   - limit: More bytes are refused, so that reading a wrong file ends.
  ///   - complaint: What is said then.
  package func read(limit: Int, orFailWith complaint: String) throws -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileError(name, "read", errno) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(name, "read", errno) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw FileError(name, complaint) }
    }
  }
}

/// A file to write, or standard output.
package struct OutputFile {
  /// The path; `-` for standard output.
  package let path: String

  /// Makes the file at `path`.
  package init(path: String) { self.path = path }

  /// The name for messages.
  package var name: String { path == "-" ? "<standard output>" : path }

  /// Writes `bytes` so that the file is there whole or not at all.
  ///
  /// A regular file is replaced in one step by one written beside it; a device or pipe is written to directly.
  package func write(_ bytes: [UInt8]) throws {
    if path == "-" { return try write(bytes, to: STDOUT_FILENO, name) }
    var status = stat()
    let exists = stat(path, &status) == 0
    guard !exists || status.st_mode & S_IFMT == S_IFREG else { return try writeDirectly(bytes) }
    try replace(with: bytes, mode: exists ? status.st_mode & 0o7777 : nil)
  }

  private func writeDirectly(_ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY)
    guard descriptor >= 0 else { throw FileError(name, "write", errno) }
    defer { close(descriptor) }
    try write(bytes, to: descriptor, name)
  }

  private func replace(with bytes: [UInt8], mode: mode_t?) throws {
    // Where the path is a link, the file behind it is replaced, and the link stays.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var template = Array("\(target).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileError(name, "write", errno) }
    do {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, name)
      // mkstemp lets nobody else read; a new file gets what the user's mask allows.
      guard fchmod(descriptor, mode ?? Self.defaultMode) == 0, fsync(descriptor) == 0 else {
        throw FileError(name, "write", errno)
      }
    } catch {
      unlink(template)
      throw error
    }
    guard rename(template, target) == 0 else {
      let failure = FileError(name, "write", errno)
      unlink(template)
      throw failure
    }
  }

  /// The mode of a new file.
  private static var defaultMode: mode_t {
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress!, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(name, "write", errno) }
      rest = rest.dropFirst(count)
    }
  }
}
