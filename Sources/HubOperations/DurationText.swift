/// Spans of time for people: two figures at most.
package enum DurationText {
    /// `45 s`, `12 min`, `26 h`, `9 days`.
    package static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) days"
        }
    }
}
