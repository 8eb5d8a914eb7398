// The first file of HubAssurance lands with its first type.
