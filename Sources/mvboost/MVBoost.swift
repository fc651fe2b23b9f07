import ArgumentParser

@main
struct MVBoost: ParsableCommand {
  func run() throws {}
}
