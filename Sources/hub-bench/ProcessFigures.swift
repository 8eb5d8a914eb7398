import Foundation

/// What another process has used so far, read from /proc.
struct ProcessFigures {
    /// User and system time in microseconds.
    var cpuMicroseconds: Double
    /// The largest resident size so far, in bytes.
    var peakBytes: Int64

    /// Nil when the process is gone.
    static func of(process id: Int32) -> ProcessFigures? {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
            let close = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = peak?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int64($0) }
        return ProcessFigures(cpuMicroseconds: (user + system) / ticks * 1e6, peakBytes: (kibibytes ?? 0) * 1024)
    }
}
