/// Names of Unicode properties as PCRE2 knows them.
enum UnicodeProperty {
    private static let categories: [String: String] = [
        "Letter": "L", "Cased_Letter": "L&", "LC": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
        "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
        "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
        "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S",
        "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
        "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
        "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
    ]

    /// The name for PCRE2; an unknown one is passed on, so that PCRE2 refuses it.
    static func pcreName(_ name: String) -> String {
        if let category = categories[name] { return category }
        let parts = name.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return name }
        let value = String(parts[1])
        switch parts[0] {
        case "General_Category", "gc": return categories[value] ?? value
        case "Script", "sc": return "sc:" + value
        case "Script_Extensions", "scx": return "scx:" + value
        default: return name
        }
    }
}
