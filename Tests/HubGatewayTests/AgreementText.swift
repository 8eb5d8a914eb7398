/// An agreements document in JSON, built for a test.
struct AgreementText {
    var id = "A-1"
    var version = 1
    var from = "wyp"
    var to = "leeds"
    var type = "asb.incident"
    var fields = ["/nsir_type", "/place"]
    var gateway = "s16"
    var areas: [String]?
    var precision: String?
    var sensitivity = ["anonymous", "pseudonymous"]
    var validFrom = "2020-01-01T00:00:00Z"
    var validTo = "2030-01-01T00:00:00Z"
    var reviewDue = "2029-01-01"

    var entry: String {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        var text =
            #"{"id":"\#(id)","version":\#(version),"parties":{"from":"\#(from)","to":"\#(to)"},"#
            + #""purpose":"preventing serious violence","legal_gateway":"\#(gateway)","basis":"DPA 2018 section 35(2)(b)","#
            + #""releases":[{"type":"\#(type)","fields":\#(list(fields))}],"tier":"exact","sensitivity":\#(list(sensitivity)),"#
            + #""retention":365,"valid_from":"\#(validFrom)","valid_to":"\#(validTo)","review_due":"\#(reviewDue)","dpia":"D-1""#
        if let areas { text += #","areas":\#(list(areas))"# }
        if let precision { text += #","precision":"\#(precision)""# }
        return text + "}"
    }

    static func document(_ agreements: AgreementText...) -> String { document(agreements) }

    static func document(_ agreements: [AgreementText]) -> String {
        #"{"agreements":["# + agreements.map(\.entry).joined(separator: ",") + "]}"
    }
}
