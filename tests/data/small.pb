META
key;value
description;Small, invented, but complete; its text holds a semicolon
country;Nowhere
unit;Testham
instance;2024
num_projects;4
num_votes;12
budget;100000
vote_type;approval
rule;greedy
date_begin;01.03.2024
date_end;31.03.2024
max_length;3
min_length;1
language;en
PROJECTS
project_id;cost;votes;name;category;selected
META;60000.0;7;"A bench; with a roof";public space;1
p2;50000;6;一店一早;;0
none;40000;5;Lights;public space;1
p4;12.50;1;Chalk;;0
VOTES
voter_id;vote;age;sex
1;META,p2;34;F
2;META,p2;71;M
3;META, p2 ;;
4;META,none;19;F
5;none,META;;M
6;"META,p2,none";55;
7;META;;
8;p2;;
9;p2,none;40;F
10;none;41;F
11;;42;M
12;p4,p4;43;M
