import Glibc

/// How figures are rounded before they are written, so that documents are short and the last digits of different mathematics
/// libraries do not show.
enum Figures {
    /// A score or rate to six decimal places.
    static func places(_ value: Double) -> Double {
        let rounded = (value * 1_000_000).rounded() / 1_000_000
        return rounded == 0 ? 0 : rounded
    }

    /// A probability to six significant digits, so that very small ones keep their size.
    static func digits(_ value: Double) -> Double {
        guard value > 1e-290, value < 1 else { return value }
        let scale = pow(10, 5 - floor(log10(value)))
        let rounded = (value * scale).rounded() / scale
        return rounded.isFinite ? rounded : value
    }
}
