//! QR codes for the door.
