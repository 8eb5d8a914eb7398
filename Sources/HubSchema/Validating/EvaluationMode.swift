/// How a program is run: for the verdict alone, stopping at the first fault, or collecting every fault.
protocol EvaluationMode {
    static var collects: Bool { get }
}

enum VerdictMode: EvaluationMode { static var collects: Bool { @inline(__always) get { false } } }
enum CollectingMode: EvaluationMode { static var collects: Bool { @inline(__always) get { true } } }
