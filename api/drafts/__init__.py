"""What staff have typed and not sent: kept for its writer; others on the same page see that they write."""
