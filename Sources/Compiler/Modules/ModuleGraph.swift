import JavaScript

/// Modules and what they import, all of it parsed.
struct ModuleGraph {
  /// A module.
  struct Node {
    var source: ModuleSource
    var text: SourceText
    /// The syntax tree; nil for data.
    var syntax: Module?
    /// What each specifier leads to.
    var dependencies: [String: Target] = [:]
    /// The import that has led here first; nil for the root.
    var importedFrom: Site?
  }

  /// What a specifier leads to.
  enum Target: Hashable {
    case node(Int)
    /// A module that was evaluated before, by its identity.
    case evaluated(String)
    case host(String)
  }

  /// A place where a module is imported.
  struct Site {
    var node: Int
    var range: SourceRange
  }

  /// The modules in the order in which they were found; the root is the first.
  private(set) var nodes: [Node] = []
  /// The modules in the order of their evaluation: each behind what it imports, as far as circles allow.
  private(set) var evaluationOrder: [Int] = []
  private var indices: [String: Int] = [:]

  /// Loads `root` and what it imports, directly or through others.
  ///
  /// - Parameters:
  ///   - root: The module to start at.
  ///   - importer: Finds the others.
  ///   - isEvaluated: True for the identities of modules that need not be loaded.
  init(
    _ root: ModuleSource, importer: some ModuleImporter, isEvaluated: (String) -> Bool
  ) throws(BuildError) {
    var path = [try Visit(add(root, nil))]
    while let visit = path.last {
      guard visit.next < visit.imports.count else {
        evaluationOrder.append(visit.node)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let specifier = visit.imports[visit.next]
      guard nodes[visit.node].dependencies[specifier.value] == nil else { continue }
      let site = Site(node: visit.node, range: specifier.range)
      let target: Target
      switch try find(specifier.value, at: site, importer) {
      case .host(let name): target = .host(name)
      case .source(let source) where isEvaluated(source.identity): target = .evaluated(source.identity)
      case .source(let source):
        if let known = indices[source.identity] {
          target = .node(known)
        } else {
          let new = try add(source, site)
          path.append(Visit(new))
          target = .node(new.index)
        }
      }
      nodes[visit.node].dependencies[specifier.value] = target
    }
  }

  /// A module whose imports are being followed.
  private struct Visit {
    let node: Int
    let imports: [StringLiteral]
    var next = 0

    init(_ added: (index: Int, imports: [StringLiteral])) { (node, imports) = (added.index, added.imports) }
  }

  private func find(
    _ specifier: String, at site: Site, _ importer: some ModuleImporter
  ) throws(BuildError) -> ImportedModule {
    do throws(ImportFailure) {
      return try importer.module(specifier, importedBy: nodes[site.node].source)
    } catch {
      throw .source(
        Diagnostic(.error, error.problem, at: site.range), nodes[site.node].text, importChain(of: site.node))
    }
  }

  private mutating func add(
    _ source: ModuleSource, _ site: Site?
  ) throws(BuildError) -> (index: Int, imports: [StringLiteral]) {
    var node = Node(
      source: source, text: SourceText(name: source.name, bytes: source.text), importedFrom: site)
    nodes.append(node)
    indices[source.identity] = nodes.count - 1
    guard source.kind == .javaScript else { return (nodes.count - 1, []) }
    let syntax: Module
    do throws(SyntaxError) { syntax = try Module(parsing: source.text) } catch {
      throw .source(error.diagnostic, node.text, importChain(of: nodes.count - 1))
    }
    node.syntax = syntax
    nodes[nodes.count - 1] = node
    return (nodes.count - 1, syntax.specifiers)
  }

  /// How a module was reached: the places of the imports, the innermost first.
  func importChain(of node: Int) -> [String] {
    var chain: [String] = []
    var site = nodes[node].importedFrom
    while let place = site {
      let text = nodes[place.node].text
      chain.append("imported from \(text.name):\(text.position(at: place.range.start))")
      site = nodes[place.node].importedFrom
    }
    return chain
  }
}

extension Module {
  /// What the module imports or exports from, in the order of the source; may repeat.
  var specifiers: [StringLiteral] {
    items.compactMap { item in
      switch item {
      case .importDeclaration(let declaration): return declaration.specifier
      case .exportDeclaration(let declaration):
        switch declaration.kind {
        case .namesFrom(_, let specifier), .allFrom(_, let specifier): return specifier
        case .declaration, .defaultExpression, .defaultDeclaration, .names: return nil
        }
      case .statement: return nil
      }
    }
  }
}
