import CPCRE2

/// A compiled `pattern`: an ECMA-262 regular expression run by PCRE2's compiler for the machine, with limits set.
final class Pattern {
    /// Why a pattern is refused.
    struct Refusal: Error { let message: String }

    let text: String
    /// The automaton that decides the pattern, where it is simple enough; PCRE2 is not asked then.
    let automaton: Automaton?
    private let code: OpaquePointer

    /// Compiles a pattern; refuses what ECMA-262 does not allow and what PCRE2 cannot express.
    init(_ text: String) throws(Refusal) {
        self.text = text
        let expression = try RegexTranslator.translate(text)
        automaton = Automaton(translated: expression)
        var translated = Array(expression.utf8)
        var code: Int32 = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_UNSET_BACKREF) | UInt32(PCRE2_DOLLAR_ENDONLY)
        guard let compiled = pcre2_compile_8(&translated, translated.count, options, &code, &offset, nil) else {
            throw Refusal(message: "the pattern cannot be expressed (reason \(code) of PCRE2)")
        }
        pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
        self.code = compiled
    }

    deinit { pcre2_code_free_8(code) }

    /// Whether the pattern occurs in valid UTF-8; a pattern that takes too long counts as absent.
    ///
    /// PCRE2 answers 0 for a match whose groups have no room in the match data; only below 0 is there none.
    func matches(_ text: UnsafeRawBufferPointer, _ memory: PatternMemory) -> Bool {
        let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        if let start {
            return pcre2_match_8(code, start, text.count, 0, UInt32(PCRE2_NO_UTF_CHECK), memory.data, memory.context)
                >= 0
        }
        var nothing: UInt8 = 0
        return pcre2_match_8(code, &nothing, 0, 0, UInt32(PCRE2_NO_UTF_CHECK), memory.data, memory.context) >= 0
    }
}

/// What one thread needs to run patterns: room for a match and the limits.
final class PatternMemory {
    let data: OpaquePointer?
    let context: OpaquePointer?

    init() {
        data = pcre2_match_data_create_8(1, nil)
        context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(context, 1_000_000)
        pcre2_set_depth_limit_8(context, 10_000)
        pcre2_set_heap_limit_8(context, 16_384)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
    }
}
