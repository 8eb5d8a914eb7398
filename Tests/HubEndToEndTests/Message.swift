/// A record as a partner sends it, with what the partner knows of it.
struct Message {
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [(name: String, value: [UInt8]?)] = []
    var facts: Facts
}

/// What a message says, in the terms of the promises; written by the sender, never read back from the hub.
struct Facts {
    enum Kind: String { case report, correction, withdrawal, test }

    /// Where a record in force stands.
    enum Place: Equatable {
        case counted(area: String)
        case unlocated
        case outside
    }

    var id: String?
    var subject: String?
    var revision = 1
    var kind = Kind.report
    /// What the data say, spelt one way; equal for equal content.
    var content = ""
    /// Month of occurrence, `YYYY-MM`, or `unknown`.
    var period = "unknown"
    var place = Place.unlocated
    /// Whether the record adds to the theme's counts.
    var counts = true
    /// Why the hub must not take it.
    var fault: String?
    /// Whether the fault withholds rather than rejects.
    var isWithheld = false
}
