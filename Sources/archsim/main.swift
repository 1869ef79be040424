print("archsim")
