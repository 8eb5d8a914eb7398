// The first file of HubContracts lands with its first type.
