"""What is true of the demo company and not written anywhere in it: six things that audits must find.

Each truth is a few named figures here, used in one place of the history. `docs/demo.md` says what to expect.
"""

# 1. One step takes far too long: nominations of senior staff nurses are this share of what they would be.
STUCK_ROLE = "senior-staff-nurse"
STUCK_NOMINATIONS = 0.15

# 2. One unit lets nobody go: nobody in it is taken for a seat elsewhere; those who ask are refused their release.
HOARDING_KIND = "store"
HOARDING_REFUSAL = "Release was not agreed by the present unit."

# 3. In one family women are nominated as often and are as ready, and decided against more often.
UNEQUAL_FAMILY = "software-engineering"
UNEQUAL_SEX = "woman"
UNEQUAL_ACCEPTANCE = 0.45  # of the acceptance of everybody else

# 4. A disparity in the whole that vanishes by family: this group works where promotion is rare for everyone.
SIMPSON_GROUP = "Asian"
SIMPSON_FAMILY = "nursing"
SIMPSON_NOMINATIONS = 0.40  # of what they are elsewhere
SIMPSON_SHARE = 0.55  # of the people of that family
SIMPSON_SHARE_ELSEWHERE = 0.08

# 5. Decisions against policy: promoted though not ready, or refused though ready, and no reason given.
PROMOTED_UNREADY = 0.35  # of the nominations of people who are not ready
REFUSED_READY_WITHOUT_REASON = 0.25  # of the refusals of people who are ready

# 6. Ready insiders passed over for outsiders, without a reason.
PASSED_OVER_KIND = "practice"
PASSED_OVER_FROM_RANK = 3
PASSED_OVER_SHARE = 0.6  # of the outside hires there for whom a ready insider was at hand
