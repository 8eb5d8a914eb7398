/// Ranks as in a competition: the highest value is 1, equal values share a rank, and the next rank leaves room for them
/// (1, 2, 2, 4).
package enum Ranking {
    /// The rank of each value, in their order.
    package static func ranks(_ values: [Int64]) -> [Int] {
        let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
        var ranks = [Int](repeating: 0, count: values.count)
        for (place, index) in order.enumerated() {
            let before = place > 0 ? order[place - 1] : index
            ranks[index] = place > 0 && values[before] == values[index] ? ranks[before] : place + 1
        }
        return ranks
    }

    /// Events per 1,000 of a population; nil without one.
    package static func ratePerThousand(_ count: Int64, population: Int64) -> Double? {
        population > 0 ? Double(count) * 1000 / Double(population) : nil
    }
}
