"""The ledger of messages owed to residents: leased in order per case, receipts taken, deliveries recorded."""
