"""Reviews: policy replayed, ready people overlooked, who moves on and who does not, real moves beside written paths.

Each kind is a module with `compute(scope)`, which returns numbers and ids as JSON; `runs` does it for one review, `asking` takes the
question. Words are the presenters'. What a review signals becomes a finding when somebody says so: see `promotions.findings`.
"""
