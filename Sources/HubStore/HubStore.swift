// The first file of HubStore lands with its first type.
