"""What people say, heard: values and intentions out of whole sentences."""
