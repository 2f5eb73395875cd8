package require irdrop
puts [irdrop::serve]
flush stdout
after 3000 irdrop::serve -stop
