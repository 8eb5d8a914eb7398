import HubContracts
import Testing

struct TopicNameTests {
    @Test(
        "names are taken apart and put together again",
        arguments: [
            ("in.wyp.asb.incident.v1", TopicName.input(partner: "wyp", type: "asb.incident", version: 1)),
            ("in.leeds.unknown.v1", .input(partner: "leeds", type: "unknown", version: 1)),
            (
                "in.leeds.asb.case_review.return.v12",
                .input(partner: "leeds", type: "asb.case_review.return", version: 12)
            ),
            ("out.vrp.knife.offence.v1", .output(recipient: "vrp", type: "knife.offence", version: 1)),
            ("receipt.wyp.v1", .receipt(partner: "wyp", version: 1)),
            ("deadletter.wyp.v2", .deadLetter(partner: "wyp", version: 2)),
            ("hotspot.asb.public.v1", .hotspot(product: "asb", tier: "public", version: 1)),
        ])
    func roundTrip(name: String, topic: TopicName) {
        #expect(TopicName(name) == topic)
        #expect(topic.name == name)
    }

    @Test(
        "other names are none of ours",
        arguments: [
            "", "in", "in.wyp", "in.wyp.v1", "in.wyp.asb.incident", "in.wyp.asb.incident.v", "in.wyp.asb.incident.v0",
            "in.wyp.asb.incident.v01", "in.wyp.asb.incident.v+1", "in..asb.v1", "in.wyp..v1", "IN.wyp.asb.v1",
            "in.Wyp.asb.v1", "receipt.wyp.x.v1", "hotspot.asb.v1", "hotspot.asb.a.b.v1", "hub.state.v1",
            "in.wyp.asb.incident.v1 ", "in.w\u{0}p.asb.v1", "in.wyp.asb.v99999999999999999999",
        ])
    func refused(name: String) {
        #expect(TopicName(name) == nil)
    }
}
