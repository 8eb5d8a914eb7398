/// An input (topic and partition) as the store numbers it.
package struct SourceID: RawRepresentable, Hashable, Sendable {
    package var rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }
}
