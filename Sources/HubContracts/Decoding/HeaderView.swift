/// A record's header as it lies in the batch; valid as long as the batch's bytes are.
package struct HeaderView {
    /// The name, as sent.
    package var name: UnsafeRawBufferPointer
    /// The value; nil is absent, which is not the same as empty.
    package var value: UnsafeRawBufferPointer?

    /// A view of a name and its value.
    package init(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        self.name = name
        self.value = value
    }
}
