//! Test PKI, vector runner and integration tests.
