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
  /// What is wrong with the modules: at most one mistake of the syntax each, and every import that leads nowhere.
  private var mistakes: [SourceMistake] = []

  /// Loads `root` and what it imports, directly or through others.
  ///
  /// - Parameters:
  ///   - root: The module to start at.
  ///   - importer: Finds the others.
  ///   - isEvaluated: True for the identities of modules that need not be loaded.
  init(
    _ root: ModuleSource, importer: some ModuleImporter, isEvaluated: (String) -> Bool
  ) throws(BuildError) {
    var path = [Visit(add(root, nil))]
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
      switch find(specifier.value, at: site, importer) {
      case nil: continue
      case .host(let name): target = .host(name)
      case .source(let source) where isEvaluated(source.identity): target = .evaluated(source.identity)
      case .source(let source):
        if let known = indices[source.identity] {
          target = .node(known)
        } else {
          let new = add(source, site)
          path.append(Visit(new))
          target = .node(new.index)
        }
      }
      nodes[visit.node].dependencies[specifier.value] = target
    }
    guard mistakes.isEmpty else { throw .mistakes(mistakes) }
  }

  /// A module whose imports are being followed.
  private struct Visit {
    let node: Int
    let imports: [StringLiteral]
    var next = 0

    init(_ added: (index: Int, imports: [StringLiteral])) { (node, imports) = (added.index, added.imports) }
  }

  private mutating func find(
    _ specifier: String, at site: Site, _ importer: some ModuleImporter
  ) -> ImportedModule? {
    do throws(ImportFailure) {
      return try importer.module(specifier, importedBy: nodes[site.node].source)
    } catch {
      mistakes.append(mistake(Diagnostic(.error, error.problem, at: site.range), in: site.node))
      return nil
    }
  }

  private mutating func add(_ source: ModuleSource, _ site: Site?) -> (index: Int, imports: [StringLiteral]) {
    var node = Node(
      source: source, text: SourceText(name: source.name, bytes: source.text), importedFrom: site)
    nodes.append(node)
    indices[source.identity] = nodes.count - 1
    guard source.kind == .javaScript else { return (nodes.count - 1, []) }
    let syntax: Module
    do throws(SyntaxError) { syntax = try Module(parsing: source.text) } catch {
      mistakes.append(mistake(error.diagnostic, in: nodes.count - 1))
      return (nodes.count - 1, [])
    }
    node.syntax = syntax
    nodes[nodes.count - 1] = node
    return (nodes.count - 1, syntax.specifiers)
  }

  /// A mistake in the text of a module.
  func mistake(_ diagnostic: Diagnostic, in node: Int) -> SourceMistake {
    SourceMistake(diagnostic: diagnostic, text: nodes[node].text, importChain: importChain(of: node))
  }

  /// How a module was reached: the places of the imports, the innermost first.
  private func importChain(of node: Int) -> [String] {
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
