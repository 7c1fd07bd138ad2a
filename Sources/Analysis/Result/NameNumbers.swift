/// Numbers for names that come again and again in much the same order, from 0 in the order in which
/// they first came.
///
/// Figures name their KPIs scope by scope: the name after the last one is mostly that of the scope
/// before, and is found without a hash.
package struct NameNumbers: Sendable {
  /// The names by their numbers.
  package private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  private var next = 0

  /// With some names that have their numbers already; of two that are the same the later counts.
  package init(_ names: some Sequence<String> = EmptyCollection()) {
    for name in names {
      numbers[name] = self.names.count
      self.names.append(name)
    }
  }

  /// How many names there are.
  package var count: Int { names.count }

  /// The number of every name.
  package var all: [String: Int] { numbers }

  /// The number of a name, a new one when it has none.
  package mutating func number(_ name: String) -> Int {
    let number =
      if next < names.count, names[next] == name {
        next
      } else if next > 0, names[next - 1] == name {
        next - 1
      } else {
        numbers[name] ?? add(name)
      }
    next = number + 1
    return number
  }

  private mutating func add(_ name: String) -> Int {
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
